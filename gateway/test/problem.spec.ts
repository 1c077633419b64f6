import { errors, Problem, refusal, type ErrorCode } from "@printermaster/contracts";
import { describe, expect, test } from "vitest";
import { Fault, refusalOf } from "../src/domain/fault.ts";
import { problemOf, refusalOfBody } from "../src/http/problem.ts";

describe("a problem document", () => {
  test.each(Object.keys(errors) as ErrorCode[])(
    "for %s has the table's status and text",
    (code) => {
      const problem = problemOf(refusal(code, [{ field: "a", message: "b" }]), "corr-1");
      expect(Problem.parse(problem)).toEqual({
        type: `urn:printermaster:error:${code}`,
        title: errors[code].text,
        status: errors[code].status,
        code,
        correlationId: "corr-1",
        details: [{ field: "a", message: "b" }],
      });
    },
  );
});

describe("an error that nobody expected", () => {
  test("is told as `internal`, without its text", () => {
    const told = refusalOf(new Error("password of db is hunter2"));
    expect(told.code).toBe("internal");
    expect(JSON.stringify(told)).not.toContain("hunter2");
  });

  test("of an adapter is told by the adapter's code", () => {
    expect(refusalOf(new Fault("storage-unavailable", new Error("x"))).code).toBe(
      "storage-unavailable",
    );
  });
});

test("a body that is too large is told apart from one that is no JSON", () => {
  expect(refusalOfBody({ type: "entity.too.large" }).code).toBe("document-too-large");
  expect(refusalOfBody({ type: "entity.parse.failed" }).code).toBe("malformed-json");
  expect(refusalOfBody(new SyntaxError("x")).code).toBe("malformed-json");
});
