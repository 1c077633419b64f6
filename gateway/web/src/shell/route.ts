/** The page's addresses beside its own: `#/jobs/<id>`, so that a job can be linked to, and `#/admin/…` of those who look behind. */
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const openJobId = computed(() => /^#\/jobs\/([a-z0-9]{1,40})$/.exec(hash.value)?.[1]);

export const adminPages = {
  devices: "Devices",
  "socket-logs": "Flow",
  listeners: "Listeners",
} as const;
export type AdminPage = keyof typeof adminPages;

export const openAdminPage = computed(() => {
  const [, page = ""] = /^#\/admin\/([a-z-]+)$/.exec(hash.value) ?? [];
  return Object.hasOwn(adminPages, page) ? (page as AdminPage) : undefined;
});

export const adminAddress = (page: AdminPage): string => `#/admin/${page}`;

export const jobAddress = (jobId: string): string => `#/jobs/${jobId}`;

export const closeJob = (): void => {
  location.hash = "#/";
};
