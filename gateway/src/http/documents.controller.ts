/** What can be asked here, for programs to read. */
import { Controller, Get } from "@nestjs/common";
import { openApi } from "./openapi.ts";

@Controller()
export class DocumentsController {
  readonly #openApi = openApi();

  @Get("openapi.json")
  openApi() {
    return this.#openApi;
  }
}
