/** Why one way of getting nats-server is not open here; the next one is tried. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

/** Puts a nats-server at `target`; `folder` is the cache folder, for scratch files. */
export type Fetch = (place: { folder: string; target: string }) => Promise<void>;

export type FetchSource = {
  origin: string;
  applies: () => Promise<boolean> | boolean;
  fetch: Fetch;
};
