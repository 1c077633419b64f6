/** Rooms are `kind:id` or `kind:id:id`. A socket's own room is named by its id, which has no colon, and is nobody else's business. */
const ROOM = /^(company|branch|device|user)(:[a-z0-9]{1,40}){1,2}$/;

export const isSharedRoom = (room: string): boolean => ROOM.test(room);
