/** One small API, written in each version of OpenAPI. */
const ORDER_3 = (nullable: object) => ({
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "integer", format: "int64", example: 7 },
    note: { ...nullable, maxLength: 80 },
    total: { type: "number", minimum: 0, exclusiveMinimum: true },
    parent: { $ref: "#/components/schemas/Order" },
  },
});

export const SWAGGER = {
  swagger: "2.0",
  info: { title: "Orders", version: "1.0" },
  host: "shop.example.com",
  basePath: "/v1",
  schemes: ["https"],
  consumes: ["application/json"],
  produces: ["application/json"],
  securityDefinitions: {
    key: { type: "apiKey", in: "header", name: "X-Key" },
    login: { type: "basic" },
  },
  security: [{ key: [] }, { login: [] }],
  parameters: {
    limit: { name: "limit", in: "query", type: "integer", minimum: 1, default: 20 },
  },
  paths: {
    "/orders": {
      get: {
        operationId: "listOrders",
        summary: "List orders",
        tags: ["orders"],
        parameters: [
          { $ref: "#/parameters/limit" },
          {
            name: "status",
            in: "query",
            type: "array",
            items: { type: "string" },
            collectionFormat: "multi",
          },
        ],
        responses: {
          200: {
            description: "A page",
            headers: { "X-Next": { type: "string" } },
            schema: { type: "array", items: { $ref: "#/definitions/Order" } },
            examples: { "application/json": [{ id: 7 }] },
          },
          default: { $ref: "#/responses/Error" },
        },
      },
      post: {
        deprecated: true,
        parameters: [
          { name: "order", in: "body", required: true, schema: { $ref: "#/definitions/Order" } },
        ],
        responses: { 201: { description: "Made" } },
        security: [],
      },
    },
    "/orders/{id}": {
      parameters: [{ name: "id", in: "path", required: true, type: "integer" }],
      delete: { responses: { 204: { description: "Gone" } } },
    },
  },
  definitions: {
    Order: {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "integer", format: "int64", example: 7 },
        note: { type: "string", "x-nullable": true, maxLength: 80 },
        total: { type: "number", minimum: 0, exclusiveMinimum: true },
        parent: { $ref: "#/definitions/Order" },
      },
    },
  },
  responses: {
    Error: {
      description: "Wrong",
      schema: { type: "object", properties: { message: { type: "string" } } },
    },
  },
};

export const OPENAPI_30 = openapi3("3.0.3", ORDER_3({ type: "string", nullable: true }));

export const OPENAPI_31 = openapi3("3.1.0", {
  ...ORDER_3({ type: ["string", "null"] }),
  properties: {
    ...ORDER_3({ type: ["string", "null"] }).properties,
    total: { type: "number", exclusiveMinimum: 0 },
  },
});

export const DOCUMENTS = [SWAGGER, OPENAPI_30, OPENAPI_31];

function openapi3(version: string, order: object): object {
  return {
    openapi: version,
    info: { title: "Orders", version: "1.0" },
    servers: [{ url: "https://shop.example.com/v1" }],
    security: [{ key: [] }, { login: [] }],
    paths: {
      "/orders": {
        get: {
          operationId: "listOrders",
          summary: "List orders",
          tags: ["orders"],
          parameters: [
            { $ref: "#/components/parameters/limit" },
            { name: "status", in: "query", schema: { type: "array", items: { type: "string" } } },
          ],
          responses: {
            200: {
              description: "A page",
              headers: { "X-Next": { schema: { type: "string" } } },
              content: {
                "application/json": {
                  schema: { type: "array", items: { $ref: "#/components/schemas/Order" } },
                  example: [{ id: 7 }],
                },
              },
            },
            default: { $ref: "#/components/responses/Error" },
          },
        },
        post: {
          deprecated: true,
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } },
          },
          responses: { 201: { description: "Made" } },
          security: [],
        },
      },
      "/orders/{id}": {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
        delete: { responses: { 204: { description: "Gone" } } },
      },
    },
    components: {
      securitySchemes: {
        key: { type: "apiKey", in: "header", name: "X-Key" },
        login: { type: "http", scheme: "basic" },
      },
      parameters: {
        limit: { name: "limit", in: "query", schema: { type: "integer", minimum: 1, default: 20 } },
      },
      schemas: { Order: order },
      responses: {
        Error: {
          description: "Wrong",
          content: {
            "application/json": {
              schema: { type: "object", properties: { message: { type: "string" } } },
            },
          },
        },
      },
    },
  };
}
