/** Nest's part of the gateway: the HTTP edge, and nothing behind it. */
import { Module, type DynamicModule } from "@nestjs/common";
import { APP_FILTER } from "@nestjs/core";
import type { Log } from "@printermaster/runtime";
import { AccountsController } from "./http/accounts.controller.ts";
import { AgentsController } from "./http/agents.controller.ts";
import { CredentialsController } from "./http/credentials.controller.ts";
import { AdminController } from "./http/admin.controller.ts";
import { DeadLettersController } from "./http/dead-letters.controller.ts";
import { DevicesController } from "./http/devices.controller.ts";
import { DocumentsController } from "./http/documents.controller.ts";
import { HTTP_EDGE, type HttpEdge } from "./http/edge.ts";
import { HealthController } from "./http/health.controller.ts";
import { JobsController } from "./http/jobs.controller.ts";
import { BranchesController } from "./http/branches.controller.ts";
import { JobEventsController } from "./http/job-events.controller.ts";
import { LegacyController } from "./http/legacy.controller.ts";
import { PapersController } from "./http/papers.controller.ts";
import { PrintersController } from "./http/printers.controller.ts";
import { PairingController } from "./http/pairing.controller.ts";
import { MeController } from "./http/me.controller.ts";
import { OrdersController } from "./http/orders.controller.ts";
import { ProblemFilter } from "./http/problem.filter.ts";

@Module({})
export class GatewayModule {
  static over(edge: HttpEdge, log: Log): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        HealthController,
        AccountsController,
        MeController,
        CredentialsController,
        JobsController,
        DeadLettersController,
        DevicesController,
        DocumentsController,
        BranchesController,
        JobEventsController,
        LegacyController,
        PapersController,
        PrintersController,
        AgentsController,
        PairingController,
        AdminController,
        OrdersController,
      ],
      providers: [
        { provide: HTTP_EDGE, useFactory: () => edge },
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(log) },
      ],
    };
  }
}
