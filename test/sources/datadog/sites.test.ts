import { expect, test } from "vitest";
import { apiAddress, SITES } from "../../../src/sources/datadog/sites.ts";

test("a site's API is at api.<site>", () => {
  expect(SITES.map((site) => apiAddress(site, "--site"))).toContain(
    "https://api.us5.datadoghq.com",
  );
});

test("another site is an error with the list, and the nearest is offered", () => {
  expect(() => apiAddress("datadoghq.de", "--site")).toThrow(
    `--site: no site of Datadog is called "datadoghq.de".
  Did you mean "datadoghq.eu"? The sites are datadoghq.com, us3.datadoghq.com, us5.datadoghq.com, datadoghq.eu, uk1.datadoghq.com, ap1.datadoghq.com, ap2.datadoghq.com, ddog-gov.com or us2.ddog-gov.com: yours is in the address of its pages.`,
  );
  expect(() => apiAddress("app.datadoghq.eu", "--site")).toThrow('Did you mean "datadoghq.eu"?');
});

test("an address is taken as it is, but keys leave the machine only encrypted", () => {
  expect(apiAddress("https://datadog.example.com/api/", "--site")).toBe(
    "https://datadog.example.com/api",
  );
  expect(apiAddress("http://127.0.0.1:8080", "--site")).toBe("http://127.0.0.1:8080");
  expect(() => apiAddress("http://datadog.example.com", "DD_SITE")).toThrow(
    "DD_SITE: datadog.example.com would get the keys unencrypted.\n  Write https://datadog.example.com",
  );
});
