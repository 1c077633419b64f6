import { Controller, Get, Inject, Res } from "@nestjs/common";
import { HTTP_EDGE, type HealthProbe, type HttpEdge } from "./edge.ts";
import type { ApiResponse } from "./exchange.ts";

@Controller()
export class HealthController {
  readonly #health: HealthProbe;

  constructor(@Inject(HTTP_EDGE) { health }: HttpEdge) {
    this.#health = health;
  }

  @Get("livez")
  live() {
    return { status: "ok" };
  }

  /** What points of sale of the older kind ask. */
  @Get("health")
  pos() {
    return { status: "ok", service: "WebSocket Server" };
  }

  @Get("readyz")
  ready(@Res({ passthrough: true }) response: ApiResponse) {
    const ready = this.#health.ready();
    response.status(ready ? 200 : 503);
    return { status: ready ? "ok" : "not ready" };
  }

  /** Prints go on without the database, so it alone makes nothing unhealthy. */
  @Get("api/health")
  async health(@Res({ passthrough: true }) response: ApiResponse) {
    const broker = this.#health.brokerConnected();
    const database = await this.#health.databaseAnswers();
    response.status(broker ? 200 : 503);
    return {
      status: broker ? (database ? "ok" : "degraded") : "down",
      timestamp: this.#health.now().toISOString(),
      uptime: process.uptime(),
      database: database ? "up" : "down",
      websocket: "up",
      broker: broker ? "up" : "down",
    };
  }
}
