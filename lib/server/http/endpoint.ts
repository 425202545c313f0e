// The description of an endpoint: its handler, rate limits, validation and OpenAPI operation come from it.
import type * as z from 'zod/mini';
import type { Limits } from '@/lib/server/env';
import type { ErrorCode } from '@/lib/shared/error-codes';

/** Describes the responses of an endpoint that returns a file. */
export interface FileResponse {
  /** The content types that a client can get. */
  contentTypes: string[];
}

/** A file that the browser saves. */
export interface FileAnswer {
  contentType: string;
  /** The name to save it under. */
  fileName: string;
  body: Uint8Array | ReadableStream<Uint8Array>;
}

/** Describes the 200 response, JSON or a file; null if the endpoint redirects (302). */
export type ResponseKind = z.ZodMiniType | FileResponse | null;

export interface Endpoint<
  Response extends ResponseKind = ResponseKind,
  Body extends z.ZodMiniType = z.ZodMiniType,
  Query extends z.ZodMiniType = z.ZodMiniObject,
> {
  /** The name of the handler in the logs. */
  name: string;
  /** One sentence for the reader of the API. */
  summary: string;
  body?: Body;
  query?: Query;
  response: Response;
  /** The error codes of the use case, in addition to those of every endpoint of this kind. */
  errors?: ErrorCode[];
  /** The rate limits of the caller. */
  limits?: (keyof Limits)[];
  /** Returns the key of the image that the body names. The image is read together with the caller. */
  imageKey?(body: z.infer<Body>): string | null | undefined;
}

/** An unauthenticated probe for load balancers and container runtimes: it answers `{ status }`. */
export interface Probe {
  summary: string;
  /** The `status` in the body, for each HTTP status. */
  answers: Record<number, string>;
}

/** Describes the handler of a probe. */
export function probe<Answer extends Response | Promise<Response>>(
  description: Probe,
  handler: () => Answer,
): (() => Answer) & { probe: Probe } {
  return Object.assign(() => handler(), { probe: description });
}

/** The module of a route: what Next calls, with its description. */
export type RouteModule = Partial<
  Record<'GET' | 'POST' | 'PUT' | 'DELETE', { endpoint: Endpoint } | { probe: Probe }>
>;
