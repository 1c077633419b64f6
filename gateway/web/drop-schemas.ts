import type { Plugin } from "vite";

/**
 * The browser uses the names and types of contracts, not its schemas. Each constant there becomes a pure call, so that what
 * nobody reads leaves the bundle, and zod, which would be half of it, with it.
 */
export const dropSchemas: Plugin = {
  name: "drop-schemas",
  enforce: "pre",
  transform: {
    filter: { id: /[\\/]contracts[\\/]src[\\/]/ },
    handler(code) {
      const { body } = this.parse(code, { lang: "ts" });
      const constants = body
        .map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node))
        .flatMap((node) => (node?.type === "VariableDeclaration" ? node.declarations : []))
        .flatMap(({ init }) => (init && init.type !== "ArrowFunctionExpression" ? [init] : []));
      let pure = code;
      for (const { start, end } of constants.toReversed()) {
        const value = pure.slice(start, end);
        pure = `${pure.slice(0, start)}/* @__PURE__ */ (() => (${value}))()${pure.slice(end)}`;
      }
      return { code: pure, map: null };
    },
  },
};
