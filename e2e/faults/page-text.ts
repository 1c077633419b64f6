/** The words between the tables of docs/reliability.md. */
export const PREFACE = `# What holds under fire

Written by \`npm run faults -- --page\` from the results of \`npm run faults\`; the figures are not typed by hand.

Tills and printers (\`e2e/faults/actors/\`) are processes that are never killed; each writes an append-only ledger of what it asked for, heard, or put on paper. The verdict
(\`e2e/faults/checker/\`) is drawn from those ledgers alone, never from what the system says of itself. Between them runs the declared stack, with a proxy of ours in each of
its links; a nemesis, whose schedule follows from the seed, does each fault alone, then all of them together, and then leaves everything in peace until all has ended.`;

export const PROMISE = `**lost**: accepted, not on paper, and the submitter was not told so. **duplicate**: two tickets, or a torn one and another, without a mark. **unexpected**: paper nobody asked for.
**corrupt**: another text. **misrouted**: another printer. **denied**: told that nothing came out, and there is paper. **unfinished**: on paper or still waiting, and no end told when all had long been quiet.
**let-through**: another body under a used key was accepted. **overtaken**: accepted before another was asked for, and out after it, on the same printer. **beyond-bound**: more unknown
or torn than the faults explain. **recovered**: on paper though its till gave up before an answer came. **unconfirmed**: nobody can know, and the submitter is told that.`;

export const REST = `## What this does not say

A killed process keeps what it wrote in the system's memory, so kill -9 says nothing about power loss: for that the servers and spools sync each commit, which tests of their
configuration hold. One machine is no wide network. A state counts as met when a process's log tells of it.

## Found by it

Seed 7: an agent whose printer fails with several jobs in its lane gives them all back, and gives back at once whatever comes while one of those reports is unheard.
The cloud sent a job anew as soon as its own report was in, so jobs kept each other from printing for minutes, at dozens of attempts each. Now it sends nothing to that printer until
all that was with the agent is reported (\`print-orchestrator/src/saga/domain/next-job.ts\`).

## To repeat one

\`npm run faults -- --seed N\` repeats the schedule, not the instant: when processes meet differs from run to run. A run that fails leaves its seed, schedule, ledgers, logs and a
timeline of each offending job in \`e2e/faults/results/seed-N\`. \`npm run faults -- --sabotage\` breaks the product in memory, one promise at a time (\`e2e/faults/sabotage/\`).`;
