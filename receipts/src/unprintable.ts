/** What this document asks cannot be done on this printer: nothing of it is printed. */
export class Unprintable extends Error {
  override name = "Unprintable";
}
