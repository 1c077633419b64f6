export interface LiveMessage {
  readonly subject: string;
  /** Of stored events only. */
  readonly type: string | undefined;
  readonly sequence: number | undefined;
  readonly body: unknown;
  readonly heardAt: string;
}
