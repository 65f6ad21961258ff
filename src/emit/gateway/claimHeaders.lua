-- Copies route keys and targets from a token's claim to the headers by which the mesh chooses services. Runs before the
-- route of an outgoing request is chosen. The locals claim_name and key_header stand above this text.
--
-- The token is not verified here: the ingress gateway verified it. The claim is still untrusted data, so its size is
-- bounded, and only names of services and route keys become headers. Any other claim leaves the request unchanged.

local MAX_AUTHORIZATION = 8192
local MAX_DEPTH = 16
local MAX_ROUTES = 64

local sextets = {}
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
for i = 1, #alphabet do
  sextets[alphabet:byte(i)] = i - 1
end

-- Decodes base64url without padding.
local function decode(text)
  local octets = {}
  for at = 1, #text, 4 do
    local a, b, c, d = text:byte(at, at + 3)
    local bits = sextets[a] * 262144 + sextets[b] * 4096 + (sextets[c] or 0) * 64 + (sextets[d] or 0)
    local high, middle, low = math.floor(bits / 65536), math.floor(bits / 256) % 256, bits % 256
    if d then
      octets[#octets + 1] = string.char(high, middle, low)
    elseif c then
      octets[#octets + 1] = string.char(high, middle)
    else
      octets[#octets + 1] = string.char(high)
    end
  end
  return table.concat(octets)
end

-- Reads JSON as far as it is needed: a string is a string, an object has its members by name and a list of names in
-- order, an array has its items, and everything else is false. An error ends the whole copy.

local escapes = {
  ['"'] = '"',
  ["\\"] = "\\",
  ["/"] = "/",
  b = "\b",
  f = "\f",
  n = "\n",
  r = "\r",
  t = "\t",
}

-- Characters beyond ASCII that are written as \u become an octet that no name contains.
local function read_string(text, at)
  local parts = {}
  local from = at + 1
  while true do
    local stop = text:find('[%z\1-\31"\\]', from)
    parts[#parts + 1] = text:sub(from, stop - 1)
    local found = text:sub(stop, stop)
    if found == '"' then
      return table.concat(parts), stop + 1
    end
    assert(found == "\\")
    local kind = text:sub(stop + 1, stop + 1)
    if kind == "u" then
      local code = tonumber(text:match("^%x%x%x%x", stop + 2), 16)
      parts[#parts + 1] = code < 128 and string.char(code) or "\255"
      from = stop + 6
    else
      parts[#parts + 1] = assert(escapes[kind])
      from = stop + 2
    end
  end
end

local function skip_number(text, at)
  local whole, after = text:match("^-?(%d+)()", at)
  assert(#whole == 1 or whole:sub(1, 1) ~= "0")
  if text:find("^%.", after) then
    after = text:match("^%.%d+()", after)
  end
  if text:find("^[eE]", after) then
    after = text:match("^[eE][+-]?%d+()", after)
  end
  return assert(after)
end

local function skip_space(text, at)
  return text:match("^[ \t\n\r]*()", at)
end

local read_value

-- Calls read_item for each item up to the closing mark. read_item returns the position after its item.
local function read_list(text, at, close, read_item)
  at = skip_space(text, at + 1)
  if text:sub(at, at) == close then
    return at + 1
  end
  while true do
    at = skip_space(text, read_item(at))
    local mark = text:sub(at, at)
    if mark == close then
      return at + 1
    end
    assert(mark == ",")
    at = skip_space(text, at + 1)
  end
end

local function read_object(text, at, depth)
  local members, names = {}, {}
  local after = read_list(text, at, "}", function(from)
    assert(text:sub(from, from) == '"')
    local name, behind = read_string(text, from)
    local colon = skip_space(text, behind)
    assert(text:sub(colon, colon) == ":")
    if members[name] == nil then
      names[#names + 1] = name
    end
    members[name], behind = read_value(text, colon + 1, depth)
    return behind
  end)
  return { members = members, names = names }, after
end

local function read_array(text, at, depth)
  local items = {}
  local after = read_list(text, at, "]", function(from)
    local item, behind = read_value(text, from, depth)
    items[#items + 1] = item
    return behind
  end)
  return { items = items }, after
end

read_value = function(text, at, depth)
  assert(depth < MAX_DEPTH)
  at = skip_space(text, at)
  local mark = text:sub(at, at)
  if mark == '"' then
    return read_string(text, at)
  elseif mark == "{" then
    return read_object(text, at, depth + 1)
  elseif mark == "[" then
    return read_array(text, at, depth + 1)
  end
  for _, word in ipairs({ "true", "false", "null" }) do
    if text:sub(at, at + #word - 1) == word then
      return false, at + #word
    end
  end
  return false, skip_number(text, at)
end

local function read_json(text)
  local value, after = read_value(text, 1, 0)
  assert(skip_space(text, after) > #text)
  return value
end

local function is_label(text)
  return #text <= 63 and text:find("^[a-z0-9][a-z0-9-]*$") ~= nil and text:sub(-1) ~= "-"
end

-- Returns the two parts of "payments.shop", or nothing if the text is not a Service's name.
local function service_of(text)
  local service, namespace = text:match("^([^.]*)%.([^.]*)$")
  if service and is_label(service) and is_label(namespace) then
    return service, namespace
  end
end

local function add_route(routes, origin, target)
  local service, namespace = service_of(origin)
  if service and service_of(target) then
    routes["service-router-" .. service .. "-" .. namespace] = target
  end
end

-- Reads one string of the claim: "payments.shop=payments-pr-12.shop", or a route key.
local function add_text(routes, keys, text)
  local origin, target = text:match("^([^=]*)=([^=]*)$")
  if origin then
    add_route(routes, origin, target)
  elseif #text <= 40 and text:find("^[a-z0-9-]+$") then
    keys[#keys + 1] = text
  end
end

-- Returns the headers and the route keys that a claim asks for.
local function routes_of(claim)
  local routes, keys = {}, {}
  if type(claim) == "string" then
    add_text(routes, keys, claim)
  elseif claim and claim.items and #claim.items <= MAX_ROUTES then
    for _, item in ipairs(claim.items) do
      if type(item) == "string" then
        add_text(routes, keys, item)
      end
    end
  elseif claim and claim.names and #claim.names <= MAX_ROUTES then
    for _, origin in ipairs(claim.names) do
      local target = claim.members[origin]
      if type(target) == "string" then
        add_route(routes, origin, target)
      end
    end
  end
  return routes, keys
end

-- Returns the header's value with the missing keys appended, or nil if it has all of them.
local function with_keys(value, keys)
  local carried = {}
  for part in value:gmatch("[^.,]+") do
    local key = part:match("^[ \t]*([a-z0-9-]+)[ \t]*$")
    if key then
      carried[key] = true
    end
  end
  local missing = {}
  for _, key in ipairs(keys) do
    if not carried[key] then
      carried[key] = true
      missing[#missing + 1] = key
    end
  end
  if #missing == 0 then
    return nil
  end
  local list = table.concat(missing, ".")
  return value == "" and list or value .. "," .. list
end

local function set(headers, name, value)
  headers:remove(name)
  headers:add(name, value)
end

local quoted_name = '"' .. claim_name .. '"'

local function copy_claim(headers)
  local authorization = headers:get("authorization")
  if authorization == nil or #authorization > MAX_AUTHORIZATION then
    return
  end
  -- Only the form that Envoy's JWT filter certainly accepts as a token: any other may have come in unverified.
  local payload = authorization:match("^Bearer [%w_-]+%.([%w_-]+)%.[%w_-]+$")
  if payload == nil or #payload % 4 == 1 then
    return
  end
  local text = decode(payload)
  -- Most tokens do not have the claim, and then nothing is parsed. An escape could spell its name differently.
  if not text:find(quoted_name, 1, true) and not text:find("\\", 1, true) then
    return
  end
  local token = read_json(text)
  local routes, keys = routes_of(token.members and token.members[claim_name])
  for name, target in pairs(routes) do
    if headers:get(name) ~= target then
      set(headers, name, target)
    end
  end
  local value = with_keys(headers:get(key_header) or "", keys)
  if value then
    set(headers, key_header, value)
  end
end

function envoy_on_request(handle)
  pcall(copy_claim, handle:headers())
end
