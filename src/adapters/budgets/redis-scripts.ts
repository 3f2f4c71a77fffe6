import { createHash } from 'node:crypto';
import { SPANS } from './sliding-window.ts';

/** A script that Redis runs as one step, known to it by its SHA-1. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/**
 * A window is a hash: `last` is its youngest span, `total` what is taken, and the amount of each span stands under the rest
 * of its number. Time is Redis' own, so that no replica's clock counts.
 */
const WINDOW = `
local SPANS = ${SPANS}
local KEPT = SPANS + 1
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local function field(span) return string.format('%d', span % KEPT) end
local function fields(from, to)
  local names = {}
  for span = from, to do names[#names + 1] = field(span) end
  return names
end
local function open(key, window)
  local known = redis.call('HMGET', key, 'last', 'total')
  local span = math.floor(now / (window / SPANS))
  local one = { key = key, window = window, last = tonumber(known[1]) or span, total = tonumber(known[2]) or 0, left = {} }
  local left = math.min(span - one.last, KEPT)
  if left > 0 then
    one.left = fields(span - left + 1, span)
    for _, amount in ipairs(redis.call('HMGET', key, unpack(one.left))) do one.total = one.total - (tonumber(amount) or 0) end
    one.last = span
  end
  return one
end
local function add(one, span, amount)
  if #one.left > 0 then redis.call('HDEL', one.key, unpack(one.left)) end
  redis.call('HINCRBY', one.key, field(span), string.format('%.0f', amount))
  redis.call('HSET', one.key, 'last', string.format('%.0f', one.last), 'total', string.format('%.0f', one.total + amount))
  redis.call('PEXPIRE', one.key, string.format('%.0f', math.ceil(one.window * KEPT / SPANS) + 1000))
  one.total = one.total + amount
  one.left = {}
end
local function freeIn(one, wanted)
  local gone = {}
  for _, name in ipairs(one.left) do gone[name] = true end
  local names = fields(one.last - SPANS, one.last)
  local freed = 0
  for index, amount in ipairs(redis.call('HMGET', one.key, unpack(names))) do
    local taken = gone[names[index]] and 0 or tonumber(amount) or 0
    freed = freed + taken
    if taken > 0 and freed >= wanted then
      return math.ceil((one.last - SPANS + index - 1 + KEPT) * (one.window / SPANS) - now)
    end
  end
  return one.window
end
`;

/**
 * Takes all amounts or none. Keys: those of the charges; arguments: quota, window and amount of each.
 * Answers whether they were taken, then of each remaining, moreIn, roomIn and the span.
 */
export const RESERVE = script(`${WINDOW}
local windows, rooms, granted = {}, {}, 1
for index, key in ipairs(KEYS) do
  local quota, amount = tonumber(ARGV[index * 3 - 2]), tonumber(ARGV[index * 3])
  local one = open(key, tonumber(ARGV[index * 3 - 1]))
  windows[index] = one
  rooms[index] = 0
  if amount > 0 and quota - one.total < amount then
    granted = 0
    rooms[index] = freeIn(one, amount - (quota - one.total))
  end
end
local answer = { granted }
for index, one in ipairs(windows) do
  local quota, amount = tonumber(ARGV[index * 3 - 2]), tonumber(ARGV[index * 3])
  if granted == 1 and amount > 0 then add(one, one.last, amount) end
  local more = 0
  if one.total > 0 then more = freeIn(one, 0) end
  for _, figure in ipairs({ math.max(0, quota - one.total), more, rooms[index], one.last }) do answer[#answer + 1] = figure end
end
return answer`);

/** Takes more or gives back. Keys: those of the charges; arguments: window, span and difference of each. */
export const CORRECT = script(`${WINDOW}
for index, key in ipairs(KEYS) do
  local span, difference = tonumber(ARGV[index * 3 - 1]), tonumber(ARGV[index * 3])
  local one = open(key, tonumber(ARGV[index * 3 - 2]))
  if difference ~= 0 and one.last - span < KEPT and redis.call('EXISTS', key) == 1 then add(one, span, difference) end
end
return 0`);
