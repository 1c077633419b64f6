// Preloaded into the product's processes: changes their sources as they are loaded. What it cannot find stops the process.
import { registerHooks } from "node:module";
import { sabotages } from "./sabotages.ts";

const name = process.env["PM_FAULTS_SABOTAGE"] ?? "";
const { patches } = sabotages[name]!;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const due = patches.filter(({ file }) => url.endsWith(`/${file}`));
    if (due.length === 0 || !loaded.source) return loaded;
    const source = due.reduce(
      (text, { file, find, put }) => {
        if (!find.test(text)) throw new Error(`${name}: ${file} has nothing like ${find}`);
        return text.replace(find, () => put);
      },
      Buffer.from(loaded.source as Uint8Array).toString(),
    );
    return { ...loaded, source };
  },
});
