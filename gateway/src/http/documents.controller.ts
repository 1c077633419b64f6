/** What can be asked and said here, for programs to read. */
import { Controller, Get } from "@nestjs/common";
import { asyncApi } from "./asyncapi.ts";
import { openApi } from "./openapi.ts";

@Controller()
export class DocumentsController {
  readonly #openApi = openApi();
  readonly #asyncApi = asyncApi();

  @Get("openapi.json")
  openApi() {
    return this.#openApi;
  }

  @Get("asyncapi.json")
  asyncApi() {
    return this.#asyncApi;
  }
}
