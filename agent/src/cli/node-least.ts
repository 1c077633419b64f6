/** The spool is Node's own SQLite. */
export const NODE_LEAST = 24;

export const nodeMajor = (): number => Number(process.versions.node.split(".")[0]);
