export { startStack, type Stack, type StackOptions, type StackPrinter } from "./stack.ts";
export { type Demo } from "./stack/demo.ts";
export {
  type ProcessReport,
  type ProcessSpec,
  type ProcessState,
  type StateChange,
} from "./supervisor/spec.ts";
export { startNats, type RunningNats } from "./nats/server.ts";
export { resolveNatsServer, type NatsBinary } from "./nats/resolve.ts";
export { startPostgres, type RunningPostgres } from "./postgres/server.ts";
export { createBalancer } from "./balancer/balancer.ts";
