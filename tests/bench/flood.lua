-- Each request for the same page, with a parameter that nobody has asked with before.
local count, thread = 0, 0

function setup(made)
  thread = thread + 1
  made:set("thread", thread)
end

function request()
  count = count + 1
  return wrk.format("GET", wrk.path .. "?fbclid=" .. thread .. "-" .. count)
end

function done(summary)
  local failed = summary.errors
  io.write(string.format('\n%d %d\n', summary.requests,
    failed.connect + failed.read + failed.write + failed.timeout + failed.status))
end
