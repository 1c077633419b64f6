import { AdminLinks } from "../admin/admin-links.tsx";
import { problem, refresh } from "../live/board.ts";
import { link, type Link } from "../live/connection.ts";
import { logOut } from "../session/http.ts";
import type { Session } from "../session/session.ts";

const linkWords: Record<Link, string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
};

export const Header = ({ session: { company, user } }: { session: Session }) => (
  <header class="bar">
    <p class="brand">PrinterMaster</p>
    <h1 class="company">{company.name}</h1>
    <p class="link" role="status" aria-label="Connection" data-link={link.value}>
      {linkWords[link.value]}
    </p>
    <p class="user">
      {user.name} <span class="quiet">{user.role}</span>
    </p>
    <AdminLinks user={user} />
    <button type="button" onClick={logOut}>
      Log out
    </button>
  </header>
);

export const StaleNotice = () => (
  <>
    {link.value === "reconnecting" && (
      <p class="notice" role="status">
        The live connection is lost. What you see may be out of date; it catches up by itself.
      </p>
    )}
    {problem.value && (
      <p class="notice bad" role="alert">
        {problem.value}{" "}
        <button type="button" onClick={() => void refresh()}>
          Try again
        </button>
      </p>
    )}
  </>
);
