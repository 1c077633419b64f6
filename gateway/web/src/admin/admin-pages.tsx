import type { JSX } from "preact";
import { DevicesPage } from "../devices/devices-page.tsx";
import type { AdminPage } from "../shell/route.ts";
import { FlowPage } from "./flow-page.tsx";
import { ListenersPage } from "./listeners-page.tsx";

const pages: Readonly<Record<AdminPage, JSX.Element>> = {
  devices: <DevicesPage />,
  listeners: <ListenersPage />,
  "socket-logs": <FlowPage />,
};

export const AdminPages = ({ page }: { page: AdminPage }) => pages[page];
