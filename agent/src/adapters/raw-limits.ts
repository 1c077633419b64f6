export interface RawLimits {
  readonly connectMs: number;
  readonly statusMs: number;
  readonly stallMs: number;
  readonly fenceMs: number;
  readonly pollMs: number;
  readonly closeMs: number;
}

export const RAW_LIMITS: RawLimits = {
  connectMs: 3000,
  statusMs: 500,
  stallMs: 30_000,
  fenceMs: 5000,
  pollMs: 500,
  closeMs: 2000,
};
