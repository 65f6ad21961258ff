import { getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider.js";
import { main, type Provider } from "@pulumi/pulumi/provider/index.js";
import * as exported from "../components/index.ts";
import { readAsset } from "../src/asset.ts";

// Serves the components to programs of other languages: Pulumi starts it by PulumiPlugin.yaml. The build makes the schema
// with the SDK's own analyzer. The SDK's host would make it at each start, for which it needs the sources of the
// components, a TypeScript compiler and seconds.

const components = getPulumiComponents({ ...exported });
const schema = readAsset("schema.json");
const { version, resources }: Schema = JSON.parse(schema);

interface Schema {
  version: string;
  resources: Record<string, { properties: object }>;
}

const provider: Provider = {
  version,
  schema,
  async construct(name, type, inputs, options) {
    const Component = components.find((candidate) => type === `understudy:index:${candidate.name}`);
    const declared = resources[type];
    if (Component === undefined || declared === undefined) throw new Error(`no component ${type}`);
    const component = new Component(name, inputs, options);
    const outputs = Object.keys(declared.properties);
    const state = Object.fromEntries(outputs.map((key) => [key, Reflect.get(component, key)]));
    return { urn: component.urn, state };
  },
};

void main(provider, process.argv.slice(2));
