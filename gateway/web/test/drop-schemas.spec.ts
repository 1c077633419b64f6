import { build } from "vite";
import { expect, it } from "vitest";
import { dropSchemas } from "../drop-schemas.ts";

const ENTRY = "\0entry";

it("the page that uses names of contracts carries none of their schemas", async () => {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@printermaster/source"] },
    build: { write: false, minify: false, rolldownOptions: { input: ENTRY } },
    plugins: [
      dropSchemas,
      {
        name: "entry",
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) =>
          id === ENTRY
            ? `import { clientEvents, idFromBytes } from "@printermaster/contracts";
               console.log(clientEvents.test, idFromBytes(new Uint8Array(17)));`
            : null,
      },
    ],
  });
  const code = [result].flat().flatMap((built) => ("output" in built ? built.output : []));
  const text = code.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  expect(text).toContain("printer:test");
  expect(text).not.toContain("Zod");
});
