import type { AdminPage } from "../shell/route.ts";
import { FlowPage } from "./flow-page.tsx";
import { ListenersPage } from "./listeners-page.tsx";

export const AdminPages = ({ page }: { page: AdminPage }) =>
  page === "listeners" ? <ListenersPage /> : <FlowPage />;
