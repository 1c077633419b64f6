import { and, eq, isNull, lt } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import type { Rotation, Sessions } from "../app/ports.ts";
import { refreshToken, session } from "./account.schema.ts";
import { reading } from "./reading.ts";

export function postgresSessions(sql: Sql): Sessions {
  const db = drizzle(sql);
  const end = (which: ReturnType<typeof eq>, revokedAt: Date) =>
    db
      .update(session)
      .set({ revokedAt })
      .where(and(which, isNull(session.revokedAt)))
      .returning({ id: session.id });

  return {
    begin: ({ id, userId, hash, now, expiresAt }) =>
      reading(() =>
        db.transaction(async (inside) => {
          await inside.delete(session).where(lt(session.expiresAt, now));
          await inside.insert(session).values({ id, userId, expiresAt });
          await inside.insert(refreshToken).values({ hash, session: id });
        }),
      ),

    rotate: (tokens) => reading(() => db.transaction((inside) => rotate(inside, tokens))),

    endOf: (hash, now) =>
      reading(async () => {
        const [found] = await db.select().from(refreshToken).where(eq(refreshToken.hash, hash));
        if (!found) return undefined;
        await end(eq(session.id, found.session), now);
        return found.session;
      }),

    end: (id, now) => reading(async () => void (await end(eq(session.id, id), now))),

    endAllOf: (userId, now) =>
      reading(async () => void (await end(eq(session.userId, userId), now))),
  };
}

type Inside = Parameters<Parameters<PostgresJsDatabase["transaction"]>[0]>[0];

async function rotate(
  db: Inside,
  { hash, next, now, expiresAt }: Parameters<Sessions["rotate"]>[0],
): Promise<Rotation> {
  // Of two that come with the same token, one finds it used.
  const [used] = await db
    .update(refreshToken)
    .set({ usedAt: now })
    .where(and(eq(refreshToken.hash, hash), isNull(refreshToken.usedAt)))
    .returning();
  const [found] = await db
    .select({ session })
    .from(refreshToken)
    .innerJoin(session, eq(session.id, refreshToken.session))
    .where(eq(refreshToken.hash, hash));
  if (!found) return { was: "unknown" };
  const { id, userId, revokedAt, expiresAt: until } = found.session;
  if (!used) return { was: "used", id };
  if (revokedAt || until <= now) return { was: "unknown" };
  await db.update(session).set({ expiresAt }).where(eq(session.id, id));
  await db.insert(refreshToken).values({ hash: next, session: id });
  return { was: "good", id, userId };
}
