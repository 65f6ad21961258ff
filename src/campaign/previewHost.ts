/** Returns a preview host: `preview-pr-12-payments.example.com` from the template `preview-{key}-{api}.{domain}`. */
export function previewHost(
  template: string,
  values: { key: string; api: string; domain: string },
): string {
  const { key, api, domain } = values;
  return template.replaceAll("{key}", key).replaceAll("{api}", api).replaceAll("{domain}", domain);
}
