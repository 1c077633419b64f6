import { expect, test } from "vitest";
import { PrinterModel, PrinterProfile, profileOf } from "../src/index.ts";

test("a model brings what is known of it, and its columns may be told otherwise", () => {
  expect(profileOf({ model: "pos-5890" })).toMatchObject({ columns: 32, cutter: false, qr: false });
  expect(profileOf({ model: "tm-t88v", columns: 48 })).toMatchObject({ columns: 48, cutter: true });
});

test("a model of a later version, or none, is any printer", () => {
  const any = profileOf({});
  expect(profileOf({ model: "tm-t100" })).toEqual(any);
  expect(any).toMatchObject({ columns: 48, codePage: "cp858", cutter: true, raster: "auto" });
});

test("every model is a profile", () => {
  for (const model of PrinterModel.options)
    expect(PrinterProfile.parse(profileOf({ model }))).toEqual(profileOf({ model }));
});
