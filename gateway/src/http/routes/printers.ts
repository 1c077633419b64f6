import {
  BranchPolicies,
  EveryPolicy,
  Id,
  PrinterAnswer,
  PrinterList,
  SetBackupOf,
  TestPrint,
  TestPrinted,
} from "@printermaster/contracts";
import { z } from "zod";
import { commanded, ofBranch, ofPrinter, ok } from "./parts.ts";
import type { Route } from "./route.ts";

const tag = "Printers";
/** Needed only by whoever has several branches. */
const inBranch = z.object({ branchId: Id.optional() });

export const printerRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/v1/printers",
    tag,
    summary: "List printers",
    who: "read",
    answers: { 200: ok("Those of the caller's branches.", PrinterList) },
    refusals: ["no-answer"],
  },
  {
    method: "get",
    path: "/v1/printers/:id",
    tag,
    summary: "Read a printer",
    who: "read",
    params: ofPrinter,
    query: inBranch,
    answers: { 200: ok("As its agent told of it last.", PrinterAnswer) },
    refusals: ["unknown-printer"],
  },
  {
    method: "put",
    path: "/v1/printers/:id/backup",
    tag,
    summary: "Say who prints instead while this one cannot",
    who: "manage-printing",
    params: ofPrinter,
    query: inBranch,
    body: SetBackupOf,
    answers: { 200: ok("The printer as it is now.", PrinterAnswer) },
    refusals: [...commanded, "unknown-printer"],
  },
  {
    method: "get",
    path: "/v1/branches/:id/policies",
    tag: "Branches",
    summary: "Read what a branch wants after an outage",
    who: "read",
    params: ofBranch,
    answers: { 200: ok("For each class of jobs.", EveryPolicy) },
    refusals: ["unknown-branch"],
  },
  {
    method: "put",
    path: "/v1/branches/:id/policies",
    tag: "Branches",
    summary: "Say what a branch wants after an outage",
    who: "manage-printing",
    params: ofBranch,
    body: BranchPolicies,
    answers: { 200: ok("For each class of jobs, as it is now.", EveryPolicy) },
    refusals: [...commanded, "unknown-branch"],
  },
  {
    method: "post",
    path: "/printer-bridge/test-print",
    tag,
    summary: "Print a test page and wait for its outcome",
    who: "print",
    body: TestPrint,
    answers: { 200: ok("What became of it, or how far it has come.", TestPrinted) },
    refusals: [...commanded, "unknown-printer", "log-full", "key-reused", "gone", "unreadable-job"],
  },
];
