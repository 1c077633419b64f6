import { expect, test } from "vitest";
import { mirrorOf } from "../src/nats/apt.ts";
import { parseDeb822, parseOneLine } from "../src/nats/apt-sources.ts";

test("the one-line format is read with and without options", () => {
  const text = [
    "# deb http://old.example/debian bookworm main",
    "deb http://mirror.example/debian bookworm main contrib # the mirror",
    "deb [arch=amd64 signed-by=/usr/share/keyrings/add-on.gpg] https://add-on.example/apt stable main",
    "deb-src http://mirror.example/debian bookworm main",
  ].join("\n");
  expect(parseOneLine(text)).toEqual([
    { uri: "http://mirror.example/debian", suite: "bookworm", components: ["main", "contrib"] },
    {
      uri: "https://add-on.example/apt",
      suite: "stable",
      components: ["main"],
      signedBy: "/usr/share/keyrings/add-on.gpg",
    },
  ]);
});

test("a stanza gives one source for each of its suites", () => {
  const text = [
    "Types: deb deb-src",
    "# where the image came from",
    "URIs: http://mirror.example/debian",
    "Suites: bookworm",
    " bookworm-updates",
    "Components: main",
    "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
  ].join("\n");
  const signedBy = "/usr/share/keyrings/debian-archive-keyring.gpg";
  expect(parseDeb822(text)).toEqual([
    { uri: "http://mirror.example/debian", suite: "bookworm", components: ["main"], signedBy },
    {
      uri: "http://mirror.example/debian",
      suite: "bookworm-updates",
      components: ["main"],
      signedBy,
    },
  ]);
});

test("switched-off stanzas, sources of source code and keys written out are left aside", () => {
  const off = "Types: deb\nURIs: http://a.example\nSuites: x\nComponents: main\nEnabled: no";
  const code = "Types: deb-src\nURIs: http://b.example\nSuites: x\nComponents: main";
  const inline =
    "Types: deb\nURIs: http://c.example\nSuites: x\nComponents: main\nSigned-By:\n -----BEGIN PGP-----\n .\n abc";
  expect(parseDeb822([off, code, inline].join("\n\n"))).toEqual([
    { uri: "http://c.example", suite: "x", components: ["main"] },
  ]);
});

test("the distribution's mirror is told from add-ons by its suite and component", () => {
  const add = { uri: "https://add-on.example", suite: "nodistro", components: ["main"] };
  const security = {
    uri: "http://mirror.example/security",
    suite: "bookworm-security",
    components: ["main"],
  };
  const mirror = { uri: "http://mirror.example/debian", suite: "bookworm", components: ["main"] };
  expect(mirrorOf([add, security, mirror], "bookworm")).toBe(mirror);
  expect(mirrorOf([add, security], "bookworm")).toBeUndefined();
});
