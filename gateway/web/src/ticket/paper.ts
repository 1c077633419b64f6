import { get } from "../session/http.ts";

/** What the gateway says about a picture in its X-Paper header. */
export type PaperKind = "exact" | "differs" | "preview";

export interface Paper {
  readonly kind: PaperKind;
  /** A blob: address; whoever shows it revokes it. */
  readonly address: string;
}

export const paperWords: Record<PaperKind, string> = {
  exact: "Byte-exact: drawn from the same bytes the printer received.",
  differs: "Not exact: composed again today, the bytes differ from those the printer received.",
  preview: "A preview: how the document looks on paper. No printer has confirmed these bytes.",
};

/** An `<img>` cannot carry the token, so the picture is fetched and handed over as a blob. */
export async function fetchPaper(jobId: string): Promise<Paper> {
  const response = await get(`/v1/jobs/${jobId}/paper.svg`);
  const said = response.headers.get("x-paper");
  return {
    kind: said === "exact" || said === "differs" ? said : "preview",
    address: URL.createObjectURL(await response.blob()),
  };
}
