import { isInput } from "../../slots.ts";
import { isEncrypted, isMapping, report, unreadable } from "../values/check.ts";
import { label } from "../values/formats.ts";
import { list, oneOf, text, whole } from "../values/kinds.ts";
import { labels } from "../values/podFormats.ts";
import { defaultsOf, type Kind, type Section } from "../values/setting.ts";

/** A JSON Web Key Set as a mapping or as JSON text, read as JSON text. */
const keySet: Kind<string> = {
  words: "mapping or text",
  read(field) {
    if (field === undefined) return undefined;
    const expected = 'a JSON Web Key Set: a mapping, or JSON text such as {"keys":[…]}';
    if (isEncrypted(field.value)) return unreadable(field, expected);
    if (typeof field.value === "string" && isInput(field.value)) return field.value;
    const set = typeof field.value === "string" ? parse(field.value) : field.value;
    if (!isMapping(set) || !Array.isArray(set.keys) || set.keys.length === 0) {
      // Not shown, because it might be a private key.
      report(field, `expected ${expected}, received something else`);
      return undefined;
    }
    // RFC 7518: the private part of RSA and elliptic keys, and the symmetric key.
    if (set.keys.some((key) => isMapping(key) && ("d" in key || "k" in key))) {
      const fix =
        "Everyone who can read the stack or the cluster could make tokens: remove d and k.";
      report(field, "expected public keys, received a private one", fix);
      return undefined;
    }
    return JSON.stringify(set);
  },
  schema: {
    anyOf: [
      { type: "string", minLength: 1 },
      {
        type: "object",
        properties: { keys: { type: "array", items: { type: "object" }, minItems: 1 } },
        required: ["keys"],
      },
    ],
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const INGRESS = {
  namespace: { type: label, default: "istio-system", meaning: "Namespace of the pods." },
  selector: { type: labels, default: { istio: "ingressgateway" }, meaning: "Labels of the pods." },
} satisfies Section;

const CLAIM = "service_routers";

export const CLAIMS = {
  issuer: {
    type: text("the issuer of the tokens, their iss"),
    required: true,
    meaning: "The `iss` of the tokens.",
    example: "https://login.example.com",
  },
  jwksUri: {
    type: text('an address such as "https://login.example.com/keys"', /^https?:\/\/[^\s/]+\S*$/),
    otherwise: "the issuer's own",
    meaning: "Address of the public keys.",
    example: "https://login.example.com/keys",
  },
  jwks: {
    type: keySet,
    meaning: "The public keys themselves, a JSON Web Key Set, instead of their address.",
    example: { keys: [{ kty: "RSA", n: "…", e: "AQAB" }] },
  },
  claim: {
    type: text(`the name of a claim without brackets or spaces, such as "${CLAIM}"`, /^[^\s[\]]+$/),
    default: CLAIM,
    meaning: "The claim with route keys or targets.",
  },
  audiences: {
    type: list(text(), "a list of texts"),
    default: [],
    otherwise: "any",
    meaning: "Accepted values of `aud`.",
    example: ["shop"],
  },
  ingress: {
    type: whole(INGRESS),
    default: defaultsOf(INGRESS),
    otherwise: "",
    meaning: "Pods of the ingress gateway.",
  },
  sidecars: {
    type: list(label, "a list of namespaces"),
    otherwise: "`[istio-system]`: every sidecar of the mesh, with a warning",
    meaning:
      "Namespaces whose sidecars copy the claim to headers; Istio's root namespace stands for all.",
    example: ["shop", "users"],
  },
  sidecarSelector: {
    type: labels,
    otherwise: "all pods of these namespaces",
    meaning: "Labels of the pods whose sidecars do so.",
    example: { tier: "backend" },
  },
  filter: {
    type: oneOf("lua", "wasm"),
    otherwise: "`lua`",
    meaning: "What the sidecars run: Lua, or the same as WebAssembly, which the build has to make.",
    example: "wasm",
  },
} satisfies Section;
