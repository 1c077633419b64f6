import { defineConfig } from "vitest/config";

const common = { extends: true as const };

export default defineConfig({
  ssr: {
    // Never "import" here: it reaches engine.io's require("ws") in the workers and breaks it.
    resolve: { conditions: ["@printermaster/source", "node", "module", "default"] },
  },
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      {
        ...common,
        test: {
          name: "packages",
          include: ["*/test/**/*.spec.ts", "gateway/web/test/**/*.spec.ts"],
          exclude: ["**/*.e2e.spec.ts", "**/node_modules/**"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...common,
        // One stack at a time: each is a dozen processes.
        test: {
          name: "e2e",
          include: ["*/test/**/*.e2e.spec.ts"],
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
