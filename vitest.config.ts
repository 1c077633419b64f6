import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: {
    resolve: { conditions: ["@printermaster/source", "node", "module", "default"] },
  },
  test: {
    include: ["*/test/**/*.spec.ts", "gateway/web/test/**/*.spec.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
