/** OpenAPI 3.1 of the operation table. Printed, never written by hand. */
import { type AnyOperation, errorCodes } from '@wardroom/contract';
import * as z from 'zod';
import { operatorCookieName, sessionCookieName } from '../../kernel/ingress/index.ts';
import { acceptsGet } from './query-input.ts';

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
const content = (schema: Json, type = 'application/json') => ({ content: { [type]: { schema } } });

export function openApiDocument(operations: readonly AnyOperation[]): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Wardroom',
      version: '1',
      description:
        'One name per operation on every surface. Workspaces answer at their own host, the platform at the bare domain. ' +
        'Absent and forbidden are one answer.',
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(operations.map((operation) => [`/v1/${operation.name}`, pathItem(operation)])),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName },
        operatorSession: { type: 'apiKey', in: 'cookie', name: operatorCookieName },
      },
      schemas: { Problem: problem },
    },
  };
}

function pathItem(operation: AnyOperation): Json {
  const post = {
    ...common(operation),
    operationId: operation.name,
    requestBody: { required: true, ...content(schemaOf(operation.input, 'input')) },
  };
  if (!acceptsGet(operation)) return { post };
  return {
    post,
    get: { ...common(operation), operationId: `${operation.name}.get`, parameters: parameters(operation) },
  };
}

function common({ name, summary, realm, scope, sensitivity, limits, output }: AnyOperation): Json {
  return {
    tags: [name.slice(0, name.indexOf('.'))],
    summary,
    security:
      typeof scope === 'string'
        ? [{ key: [] }, { [realm === 'tenant' ? 'session' : 'operatorSession']: [] }]
        : [],
    'x-wardroom': { realm, scope: typeof scope === 'string' ? scope : null, sensitivity, ...limits },
    responses: {
      '200': { description: 'The output.', ...content(schemaOf(output, 'output')) },
      default: {
        description: 'Problem details (RFC 9457).',
        ...content({ $ref: '#/components/schemas/Problem' }, 'application/problem+json'),
      },
    },
  };
}

function parameters(operation: AnyOperation): Json[] {
  const { properties = {}, required = [] } = schemaOf(operation.input, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errorCodes) },
    requestId: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    neededScopes: { type: 'array', items: { type: 'string' } },
    maxAgeSeconds: {
      type: 'integer',
      description:
        'With `step_up_required`: how long ago the person may have proved who they are. They prove it by `sessions.reauthenticate`, or by signing in.',
    },
    challenge: {
      type: 'object',
      description:
        'Work instead of waiting. Find a nonce of 1 to 64 characters (A-Z a-z 0-9 _ -) for which SHA-256 of `<seed>.<nonce>` begins with `bits` zero bits, and repeat the call with the header `wardroom-challenge: <seed>.<nonce>`.',
      required: ['kind', 'algorithm', 'bits', 'seed', 'expiresAt'],
      properties: {
        kind: { type: 'string', enum: ['proof-of-work'] },
        algorithm: { type: 'string', enum: ['sha-256'] },
        bits: { type: 'integer' },
        seed: { type: 'string' },
        expiresAt: { type: 'integer', description: 'Milliseconds since 1970.' },
      },
    },
  },
};
