import preact from "@preact/preset-vite";
import { defaultClientConditions, defineConfig } from "vite";
import { dropSchemas } from "./drop-schemas.ts";

const GATEWAY = "http://127.0.0.1:3001";

export default defineConfig({
  plugins: [dropSchemas, preact()],
  resolve: { conditions: ["@printermaster/source", ...defaultClientConditions] },
  build: {
    target: "es2024",
    // The gateway's policy allows no data: addresses but for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/auth": GATEWAY,
      "/v1": GATEWAY,
      "/socket.io": { target: GATEWAY, ws: true },
    },
  },
});
