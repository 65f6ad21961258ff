/** The code under test: asks the service of orders. */
export async function statusOf(
  orderId: string,
  options: { url: string; headers?: Record<string, string> },
): Promise<string> {
  const { url, headers = {} } = options;
  const response = await fetch(`${url}/orders/${orderId}`, { headers });
  if (response.status === 404) return "unknown";
  const { status } = (await response.json()) as { status: string };
  return status;
}
