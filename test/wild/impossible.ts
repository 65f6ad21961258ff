/** Why something cannot be, by route. */
type Reasons = Record<string, string>;

const CLOSED =
  "additionalProperties: false stands beside an allOf without properties of its own, and refuses all that the members require";

const TEXT_AND_INTEGER = {
  "PUT /anything/quirks/polymorphism": "the body is a text and an integer, by an allOf",
  "PATCH /anything/quirks/polymorphism": "the body is a text and an integer, by an allOf",
};

/** Routes whose requests no one can make, by document. */
export const REFUSED: Record<string, Reasons> = {
  ShipEngine: Object.fromEntries(
    [
      "PATCH /v1/insurance/shipsurance/add_funds",
      "POST /v1/rates/bulk",
      "PUT /v1/packages/{package_id}",
      "PUT /v1/shipments/{shipment_id}",
      "PUT /v1/warehouses/{warehouse_id}",
      "POST /v1/labels",
      "POST /v1/packages",
    ].map((key) => [key, CLOSED]),
  ),
  "3.0/json/circular-request-bodies.json": {
    "POST /direct": "an object requires one of its own kind, without an end",
  },
  "3.0/json/discriminators.json": {
    "POST /potentially-undefined-formData":
      "the two alternatives of the oneOf are the same, so that both match always",
  },
  "3.0/json/schema-types.json": TEXT_AND_INTEGER,
  "3.1/json/schema-types.json": TEXT_AND_INTEGER,
  "3.0/json/security-multiple.json": {
    "POST /anything/and": "two schemes both need the header Authorization",
  },
};

/** Routes without a valid answer, by document. */
export const INVALID: Record<string, Reasons> = {
  ShipEngine: {
    "GET /v1/connections/carriers/{carrier_name}/{carrier_id}/settings":
      "each of three alternatives of a oneOf is closed so that it allows {} alone, which then matches all three",
    ...Object.fromEntries(
      [
        "GET /v1/labels/{label_id}/track",
        "GET /v1/shipments/{shipment_id}/rates",
        "GET /v1/batches/{batch_id}",
        "GET /v1/manifests/{manifest_id}",
        "GET /v1/rates/{rate_id}",
        "GET /v1/batches",
        "GET /v1/carriers",
        "POST /v1/manifests",
        "GET /v1/shipments",
      ].map((key) => [key, CLOSED]),
    ),
  },
  "Open Payments resource server": {
    "POST /incoming-payments/{id}/complete":
      "additionalProperties: false stands beside a $ref without properties of its own, and refuses all that it requires",
  },
};
