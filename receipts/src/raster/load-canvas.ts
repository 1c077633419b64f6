/** Native code, loaded by the first line or picture that needs it. */
export async function loadCanvas() {
  // The same picture on every machine: what happens to be installed must not show.
  process.env["DISABLE_SYSTEM_FONTS_LOAD"] = "1";
  return await import("@napi-rs/canvas");
}
