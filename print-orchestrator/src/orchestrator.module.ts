import { Module, type DynamicModule } from "@nestjs/common";
import type { RequestDeps } from "./answer-request.ts";
import type { ShopRequestDeps } from "./answer-shop.ts";
import { REQUEST_DEPS, RequestsController } from "./requests.controller.ts";

@Module({})
export class OrchestratorModule {
  static with(deps: RequestDeps & ShopRequestDeps): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [RequestsController],
      providers: [{ provide: REQUEST_DEPS, useFactory: () => deps }],
    };
  }
}
