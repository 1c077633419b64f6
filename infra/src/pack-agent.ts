/** `npm run pack-agent`: one archive with all that an agent needs but Node; no compiler, no install script. */
import { runPack } from "./packing/pack.ts";

await runPack(process.argv.slice(2));
