import type { LoggedIn } from "@printermaster/contracts";
import { adminAddress, adminPages, openAdminPage, type AdminPage } from "../shell/route.ts";

type Role = LoggedIn["user"]["role"];

const whoMay: Readonly<Record<AdminPage, readonly Role[]>> = {
  devices: ["owner", "manager"],
  "socket-logs": ["owner", "support"],
  listeners: ["owner", "support"],
};

/** The server decides; whoever may not is not shown the way. */
export const mayOpen = (page: AdminPage, { role }: LoggedIn["user"]): boolean =>
  whoMay[page].includes(role);

const pagesFor = (user: LoggedIn["user"]): AdminPage[] =>
  (Object.keys(adminPages) as AdminPage[]).filter((page) => mayOpen(page, user));

export const AdminLinks = ({ user }: Pick<LoggedIn, "user">) => {
  const pages = pagesFor(user);
  return pages.length > 0 ? <Links pages={pages} /> : undefined;
};

const Links = ({ pages }: { pages: readonly AdminPage[] }) => (
  <nav class="admin-links" aria-label="Behind the screens">
    <a href="#/" aria-current={openAdminPage.value ? undefined : "page"}>
      Prints
    </a>
    {pages.map((page) => (
      <a
        key={page}
        href={adminAddress(page)}
        aria-current={openAdminPage.value === page ? "page" : undefined}
      >
        {adminPages[page]}
      </a>
    ))}
  </nav>
);
