import type { LoggedIn } from "@printermaster/contracts";
import { adminAddress, adminPages, openAdminPage, type AdminPage } from "../shell/route.ts";

/** The server decides; whoever may not is not shown the way. */
export const mayAdminister = ({ user }: Pick<LoggedIn, "user">): boolean =>
  user.role === "owner" || user.role === "support";

export const AdminLinks = () => (
  <nav class="admin-links" aria-label="Behind the screens">
    <a href="#/" aria-current={openAdminPage.value ? undefined : "page"}>
      Prints
    </a>
    {(Object.keys(adminPages) as AdminPage[]).map((page) => (
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
