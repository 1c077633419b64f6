import { Module, type DynamicModule } from "@nestjs/common";
import { InFlight } from "@printermaster/runtime";
import type { RequestDeps } from "./answer-request.ts";
import { REQUEST_DEPS, RequestsController } from "./requests.controller.ts";

@Module({})
export class OrchestratorModule {
  static with(deps: RequestDeps, inFlight: InFlight): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [RequestsController],
      providers: [
        { provide: REQUEST_DEPS, useFactory: () => deps },
        { provide: InFlight, useFactory: () => inFlight },
      ],
    };
  }
}
