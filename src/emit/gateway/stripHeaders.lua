-- Removes every header by which the mesh chooses services from requests that come in at a gateway, so that clients
-- cannot choose a service. The local key_header stands above this text.

local function strip(headers)
  local names = {}
  for name in pairs(headers) do
    if name == key_header or name:find("^service%-router%-") then
      names[#names + 1] = name
    end
  end
  for _, name in ipairs(names) do
    headers:remove(name)
  end
  -- CORS preflight: tokens in it are not verified, and browsers send none.
  if headers:get(":method") == "OPTIONS" and headers:get("access-control-request-method") then
    headers:remove("authorization")
  end
  local baggage = headers:get("baggage")
  if baggage == nil then
    return
  end
  local kept = {}
  local found = false
  for member in (baggage .. ","):gmatch("([^,]*),") do
    if member:find("^[ \t]*understudy[ \t]*=") then
      found = true
    else
      kept[#kept + 1] = member
    end
  end
  if found then
    headers:remove("baggage")
    if #kept > 0 then
      headers:add("baggage", table.concat(kept, ","))
    end
  end
end

-- Rejects a request that cannot be cleaned.
function envoy_on_request(handle)
  if not pcall(strip, handle:headers()) then
    handle:respond({ [":status"] = "500" }, "")
  end
end
