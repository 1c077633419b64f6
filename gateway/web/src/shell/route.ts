/** The page's only address beside its own: `#/jobs/<id>`, so that a job can be linked to. */
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const openJobId = computed(() => /^#\/jobs\/([a-z0-9]{1,40})$/.exec(hash.value)?.[1]);

export const jobAddress = (jobId: string): string => `#/jobs/${jobId}`;

export const closeJob = (): void => {
  location.hash = "#/";
};
