-- A tour of the language: what an interpreter asks of its machine (closures, coroutines, strings, patterns, floating
-- point, garbage collection, errors).
local function queens(n)
  local solutions, column, rising, falling = 0, {}, {}, {}
  local function place(row)
    if row > n then
      solutions = solutions + 1
      return
    end
    for c = 1, n do
      if not (column[c] or rising[row + c] or falling[row - c]) then
        column[c], rising[row + c], falling[row - c] = true, true, true
        place(row + 1)
        column[c], rising[row + c], falling[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return solutions
end
print("queens", queens(5))

local function primes(limit)
  return coroutine.wrap(function()
    local composite = {}
    for n = 2, limit do
      if not composite[n] then
        coroutine.yield(n)
        for multiple = n * n, limit, n do composite[multiple] = true end
      end
    end
  end)
end
local found = {}
for p in primes(60) do found[#found + 1] = p end
print("primes", table.concat(found, " "))

local text = "the quick brown fox jumps over the lazy dog"
local words = {}
for word in text:gmatch("%a+") do words[#words + 1] = word:gsub("^%l", string.upper) end
table.sort(words)
print("words", table.concat(words, ","))
print("format", string.format("%5.2f|%-6s|%06d|%x|%g", math.pi, "left", 42, 255, 1e100))
print("float", 10 / 4, 7 // 2, 2 ^ 0.5, math.sin(1), math.huge, -7 % 3, 1e15, 0.1)
print("integer", 1 << 40, math.maxinteger + 1 == math.mininteger, 0x7fffffff * 3)
print("utf8", utf8.char(228, 8364, 128512), utf8.len("äöü"))

local Account = {}
Account.__index = Account
Account.__add = function(a, b) return setmetatable({ balance = a.balance + b.balance }, Account) end
function Account.new(balance) return setmetatable({ balance = balance }, Account) end
function Account:withdraw(amount)
  if amount > self.balance then error({ code = "funds", missing = amount - self.balance }) end
  self.balance = self.balance - amount
end
local account = Account.new(100) + Account.new(20)
local ok, problem = pcall(account.withdraw, account, 150)
print("pcall", ok, problem.code, problem.missing)
print("error", select(2, pcall(function() return nil + 1 end)))

local garbage = 0
for i = 1, 300 do garbage = garbage + #tostring({ i }):sub(1, 5) end
collectgarbage()
print("gc", garbage, collectgarbage("count") < 200)
print("time", os.time(), os.getenv("HOME"), io.open("nowhere"))
