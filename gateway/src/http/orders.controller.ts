/** What a point of sale, or a person, tells of orders and of what a branch can sell. */
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from "@nestjs/common";
import {
  httpHeaders,
  Id,
  OrderChange,
  parsed,
  PostAvailability,
  PostOrder,
  refusal,
} from "@printermaster/contracts";
import type { Caller } from "../domain/principal.ts";
import { liveOrders } from "../shop/app/live-orders.ts";
import { changeOrder, createOrder, readOrder, setAvailability } from "../shop/app/tell-facts.ts";
import { HTTP_EDGE, type HttpEdge } from "./edge.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { RefusedRequest, valueOf } from "./refused-request.ts";
import { keyOf } from "./request-parts.ts";
import { SignedIn, User } from "./signed-in.guard.ts";

@Controller("v1")
@UseGuards(SignedIn)
export class OrdersController {
  readonly #edge: HttpEdge;

  constructor(@Inject(HTTP_EDGE) edge: HttpEdge) {
    this.#edge = edge;
  }

  @Post("orders")
  async create(
    @User() user: Caller,
    @Body() body: unknown,
    @Headers(httpHeaders.idempotencyKey) key: string | undefined,
    @Headers(httpHeaders.idempotencyKeyAlias) alias: string | undefined,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const intent = { idempotencyKey: keyOf(key ?? alias), correlationId };
    const order = valueOf(parsed(PostOrder, body));
    const told = valueOf(await createOrder(this.#edge, user, order, intent));
    response.setHeader("location", `/v1/orders/${told.order.orderId}`);
    return { order: answered(response, told, 201).order };
  }

  @Get("orders/live")
  async live(@User() user: Caller, @Query("branchId") branchId: string | undefined) {
    return { branches: valueOf(await liveOrders(this.#edge, user, branchId)) };
  }

  @Get("orders/:id")
  async read(@User() user: Caller, @Param("id") id: string) {
    return { order: valueOf(await readOrder(this.#edge, user, orderIdOf(id))) };
  }

  @Post("orders/:id/events")
  async change(
    @User() user: Caller,
    @Param("id") id: string,
    @Body() body: unknown,
    @Headers(httpHeaders.idempotencyKey) key: string | undefined,
    @Headers(httpHeaders.idempotencyKeyAlias) alias: string | undefined,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const intent = { idempotencyKey: keyOf(key ?? alias), correlationId };
    const change = valueOf(parsed(OrderChange, body));
    const told = valueOf(await changeOrder(this.#edge, user, orderIdOf(id), change, intent));
    return { order: answered(response, told, 200).order };
  }

  @Post("availability")
  @HttpCode(200)
  async availability(
    @User() user: Caller,
    @Body() body: unknown,
    @Headers(httpHeaders.idempotencyKey) key: string | undefined,
    @Headers(httpHeaders.idempotencyKeyAlias) alias: string | undefined,
    @Req() { correlationId }: ApiRequest,
    @Res({ passthrough: true }) response: ApiResponse,
  ) {
    const intent = { idempotencyKey: keyOf(key ?? alias), correlationId };
    const told = valueOf(parsed(PostAvailability, body));
    const known = valueOf(await setAvailability(this.#edge, user, told, intent));
    return { items: answered(response, known, 200).items };
  }
}

function answered<T extends { readonly replayed: boolean }>(
  response: ApiResponse,
  told: T,
  status: number,
): T {
  if (told.replayed) response.setHeader(httpHeaders.replayed, "true");
  response.status(told.replayed ? 200 : status);
  return told;
}

/** What cannot be an id names no order, and must not become part of a subject. */
function orderIdOf(id: string): Id {
  if (!Id.safeParse(id).success) throw new RefusedRequest(refusal("unknown-order"));
  return id;
}
