-- Neovim as its users have it, typing with its own client against `chancery lsp`: one Neovim presses the keys of another.
--
--   nvim --clean --headless -c 'luafile tests/editor/neovim.lua'      with SITE, a folder that is changed, and `chancery` in PATH
--
-- Where it is new enough (0.11), it is set up by the lines of docs/editors.md themselves.

local site = assert(os.getenv('SITE'), 'SITE is not set')
local one, two = 'content/reports/one/index.md', 'content/reports/two/index.md'
local failures, done = 0, 0
local LONGEST = 30000

local function say(text) io.stdout:write(text .. '\n') end

-- The Neovim that is typed in.
local child = vim.fn.jobstart({ vim.v.progpath, '--clean', '--embed', '--headless' }, { rpc = true, cwd = site })
local function lua(code, ...) return vim.rpcrequest(child, 'nvim_exec_lua', code, { ... }) end
local function command(text) vim.rpcrequest(child, 'nvim_command', text) end
local function keys(text) vim.rpcrequest(child, 'nvim_input', text) end
-- The same from normal mode and back, done when it returns.
local function types(text) lua('vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(..., true, true, true), "xt", true)', text) end
local function here() return lua('return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n")') end
local function file() return lua('return vim.api.nvim_buf_get_name(0)'):gsub('^.*/content/', 'content/') end

-- Waits until something is so; what it was instead is told if it never is.
local function waits(what, is_so)
  local got
  local ok = vim.wait(LONGEST, function()
    local now, more = is_so()
    got = more
    return now
  end, 30)
  done = done + 1
  if not ok then
    failures = failures + 1
    say('FAILED: ' .. what .. (got ~= nil and '\n   instead: ' .. vim.inspect(got) or ''))
    if failures == 4 then
      say('and what follows was not tried')
      vim.cmd('cquit 1')
    end
  end
  return ok
end

-- The words that are underlined in the text that is shown, by the rule that says so.
local UNDERLINED = [[
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local rule = one.code or (((one.user_data or {}).lsp or {}).code)
    local line = vim.api.nvim_buf_get_lines(0, one.lnum, one.lnum + 1, false)[1] or ''
    table.insert(found, rule .. ' ' .. line:sub(one.col + 1, one.end_lnum == one.lnum and one.end_col or #line))
  end
  table.sort(found)
  return found
]]
local function underlined(what, rule, words)
  waits(what, function()
    local found = {}
    for _, one in ipairs(lua(UNDERLINED)) do
      if one:match('^' .. vim.pesc(rule) .. ' ') then table.insert(found, (one:gsub('^%S+ ', ''))) end
    end
    return vim.deep_equal(found, words), found
  end)
end
local function go_to(words, into)
  local place = lua([[
    for at, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
      local column = line:find(..., 1, true)
      if column then return { at, column } end
    end
  ]], words)
  assert(place and place ~= vim.NIL, words .. ' is not in ' .. file())
  lua('vim.api.nvim_win_set_cursor(0, { ... })', place[1], place[2] - 1 + (into or 0))
end
local function edit(path)
  command('edit ' .. path)
  waits('the server serves ' .. path, function()
    return lua([[
      local get = vim.lsp.get_clients or vim.lsp.get_active_clients
      for _, client in ipairs(get()) do
        if client.initialized and vim.lsp.buf_is_attached(0, client.id) then return true end
      end
      return false
    ]])
  end)
end
local function is_in(text, words) return text:find(words, 1, true) ~= nil end
local function read(path)
  local from = io.open(site .. '/' .. path)
  if not from then return nil end
  local text = from:read('*a')
  from:close()
  return text
end
local function write(path, text)
  local to = assert(io.open(site .. '/' .. path, 'w'))
  to:write(text)
  to:close()
end

-- How it is set up.
local setup
for block in assert(io.open('docs/editors.md')):read('*a'):gmatch('```lua\n(.-)```') do setup = block end
local modern = lua('return vim.fn.has("nvim-0.11") == 1')
lua('vim.o.swapfile, vim.o.hidden, vim.o.more, vim.o.autoread, vim.o.completeopt = false, true, false, true, "menuone,noinsert"')
lua('vim.ui.select = function(items, _, choose) _G.offered = items; choose(items[1], 1) end')
lua([[
  _G.ended = function(code)
    local file = io.open('../ended', 'w')
    file:write(code)
    file:close()
  end
]])
if modern then
  lua(setup)
  lua('vim.lsp.config("chancery", { on_exit = _G.ended })')
else
  lua([[
    vim.api.nvim_create_autocmd('FileType', { pattern = { 'markdown', 'yaml', 'bib' }, callback = function()
      _G.client = _G.client or vim.lsp.start_client({
        name = 'chancery', cmd = { 'chancery', 'lsp' }, root_dir = vim.fn.getcwd(),
        on_exit = _G.ended,
      })
      vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'
      vim.lsp.buf_attach_client(0, _G.client)
    end })
  ]])
end
command('filetype on')

-- Faults come and go with what is typed.
edit(one)
types('Go<CR>See [[nobdy]].<Esc>')
underlined('a fault is told while it is typed', 'unresolved-reference', { 'nobdy' })
types('u')
underlined('it is gone with the line', 'unresolved-reference', {})

-- Columns, with signs of one to four bytes before, within and behind.
types('Go<CR>Ü 🦀 «[[nobdy]]» 𝔄é and [[el-salvador]], 🇸🇻 [[nobdz]] e.<Esc>')
underlined('columns count what is no ASCII', 'unresolved-reference', { 'nobdy', 'nobdz' })
types('0iä🦀 <Esc>')
types('$a 𝔄<Esc>')
underlined('they still do where the line was edited', 'unresolved-reference', { 'nobdy', 'nobdz' })
types('yypk:s/🦀/x🦀🦀/g<CR>')
underlined('and where it was doubled and words were replaced', 'unresolved-reference', { 'nobdy', 'nobdy', 'nobdz', 'nobdz' })
types('dd:%s/nobdy/nöbdy𝔄/g<CR>')
underlined('and at once', 'unresolved-reference', { 'nobdz', 'nöbdy𝔄' })
types('Gyyp:g/nobdz/m0<CR>')
underlined('lines that are copied and moved', 'unresolved-reference', { 'nobdz', 'nobdz', 'nöbdy𝔄', 'nöbdy𝔄' })
types('u')
types('u')
underlined('what is undone was never there', 'unresolved-reference', { 'nobdz', 'nöbdy𝔄' })
types(':set ff=dos<CR>ggOx<Esc>dd')
underlined('other line ends are the same text', 'unresolved-reference', { 'nobdz', 'nöbdy𝔄' })
types(':edit!<CR>')
underlined('what is read anew from the disk is what counts', 'unresolved-reference', {})

-- What a quick fix proposes.
types(':%s/fp-2019, p/fp-2091, p/<CR>')
underlined('a misspelt key is told', 'unknown-source', { 'fp-2091' })
go_to('fp-2091, p', 2)
lua('vim.lsp.buf.code_action()')
waits('a quick fix mends it', function() return is_in(here(), '[@fp-2019, p. 4]'), here():match('[^\n]*murders for[^\n]*') end)
underlined('and it is told no more', 'unknown-source', {})
types(':edit!<CR>')

-- What may be written.
local function completes(what, typed, wanted, whole)
  keys('Go<CR>' .. typed)
  waits('typed: ' .. typed, function() return is_in(here(), typed) end)
  keys('<C-x><C-o>')
  waits(what .. ': ' .. typed, function()
    local info = lua('return vim.fn.complete_info({ "items" })')
    for _, item in ipairs(info.items) do
      if is_in(item.abbr .. ' ' .. item.word, wanted) then return true end
    end
    return false, { items = #info.items, first = info.items[1], line = here():match('[^\n]*$') }
  end)
  keys('<C-y>')
  waits('it is written: ' .. whole, function()
    local line = lua('return vim.api.nvim_get_current_line()')
    return line == whole, line
  end)
  keys('<C-e><Esc>:edit!<CR>')
  waits('and taken back', function() return not is_in(here(), whole), here():match('[^\n]*$') end)
end
completes('ids', 'See [[nay', 'nayib-bukele', 'See [[nayib-bukele]]')
completes('citation keys', 'It is so [@fp', 'fp-2019', 'It is so [@fp-2019')
-- Older ones drop what does not begin with the letters that are there, and cannot rename folders.
if modern then
  completes('ids by another name', 'See [[buk', 'nayib-bukele', 'See [[nayib-bukele]]')
  completes('citation keys by author or title', 'It is so [@hostage', 'fp-2019', 'It is so [@fp-2019')
  completes('paths', 'See [x](../tw', '../two/index.md', 'See [x](../two/index.md)')
end
completes('places', 'See [[two#en', 'end', 'See [[two#end]]')
completes('places of this page', 'See [x](#the', 'the-policy', 'See [x](#the-policy)')
-- In front matter.
keys('ggostat<C-x><C-o>')
waits('fields', function()
  for _, item in ipairs(lua('return vim.fn.complete_info({ "items" }).items')) do
    if is_in(item.abbr .. item.word, 'status') then return true, nil end
  end
  return is_in(here(), '\nstatus'), here():sub(1, 60)
end)
keys('<C-y><Esc>:edit!<CR>')

-- What is behind a word.
local function shows(what, words, into, wanted)
  go_to(words, into)
  lua('vim.lsp.buf.hover()')
  waits(what, function()
    local text = lua([[
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
        end
      end
      return ''
    ]])
    return is_in(text, wanted), text
  end)
  lua('for _, window in ipairs(vim.api.nvim_list_wins()) do if vim.api.nvim_win_get_config(window).relative ~= "" then vim.api.nvim_win_close(window, true) end end')
end
shows('a name in prose', "Bukele's government fought MS-13, as", 2, 'Nayib Bukele')
shows('a citation', 'fp-2019, p. 4', 2, 'A nation held hostage')
shows('a field', 'likelihood: likely', 3, 'field')
shows('a reference', 'el-salvador]].', 2, 'A state in Central America')

-- Where it leads, and back.
local function leads(what, words, into, path, line)
  edit(one)
  go_to(words, into)
  lua('vim.lsp.buf.definition()')
  waits(what, function()
    local at = lua('return vim.api.nvim_get_current_line()')
    return file() == path and is_in(at, line), { file(), at }
  end)
end
leads('a name leads to its record', "Bukele's government fought MS-13, as", 2, 'content/actors/nayib-bukele.md', 'Nayib Bukele')
leads('a citation leads to its source', 'fp-2019, p. 4', 2, 'content/sources/fp.yaml', 'A nation held hostage')
leads('a heading by its anchor', '[[report:two#end]]', 8, two, '## End')
leads('an actor of a list', 'jane-doe', 2, 'content/actors/others.yaml', 'Jane Doe')
edit('content/actors/nayib-bukele.md')
go_to('Nayib Bukele', 2)
lua('vim.fn.setqflist({}) vim.lsp.buf.references()')
waits('what leads to a record', function()
  local found = lua('return vim.tbl_map(function(one) return vim.fn.bufname(one.bufnr) .. ": " .. one.text end, vim.fn.getqflist())')
  local all = table.concat(found, '\n')
  return #found >= 4 and is_in(all, one) and is_in(all, 'decree.md'), all
end)
command('cclose')

-- What a text and a site consist of.
edit(one)
lua('vim.fn.setqflist({}) vim.fn.setloclist(0, {}) vim.lsp.buf.document_symbol()')
waits('the outline', function()
  local all = vim.inspect(lua('return { vim.fn.getqflist(), vim.fn.getloclist(0) }'))
  return is_in(all, 'The policy'), all
end)
command('lclose | cclose')
edit(one)
lua('vim.fn.setqflist({}) vim.lsp.buf.workspace_symbol("bukl")')
waits('search in the site', function()
  local all = vim.inspect(lua('return vim.fn.getqflist()'))
  return is_in(all, 'Nayib Bukele'), all
end)
command('cclose')

-- Rename: a record in a list, and a report with its folder.
edit(one)
go_to('fp-2019, p. 4', 2)
lua('vim.lsp.buf.rename("hostage")')
waits('a source has another key', function()
  return is_in(here(), '[@hostage, p. 4]') and not is_in(here(), 'fp-2019'), here()
end)
command('wall')
waits('on the disk, too', function()
  return is_in(read('content/sources/fp.yaml'), 'hostage') and is_in(read('content/events/decree.md'), 'hostage'), read('content/sources/fp.yaml')
end)
underlined('nothing is astray', 'unknown-source', {})
if modern then
  edit(one)
  go_to('[[report:two#end]]', 10)
  lua('vim.lsp.buf.rename("second")')
  waits('a report has another folder', function()
    local there = read('content/reports/second/index.md') ~= nil and read(two) == nil
    return there and is_in(here(), 'report:second#end'), here():match('See [^\n]*')
  end)
  command('silent! wall')
  edit(one)
  underlined('nothing leads to where it was', 'unresolved-reference', {})
end

-- What others do.
types('Go<CR>See [[newcomer]].<Esc>')
underlined('who is not there yet', 'unresolved-reference', { 'newcomer' })
write('content/actors/newcomer.md', '---\nname: The Newcomer\nkind: person\nsummary: New.\n---\n')
types(':write<CR>')
underlined('a file that was made outside is seen at the next save', 'unresolved-reference', {})
os.remove(site .. '/content/actors/newcomer.md')
types(':write<CR>')
underlined('and one that is gone', 'unresolved-reference', { 'newcomer' })
edit('content/actors/newcomer.md')
types('i---<CR>name: The Newcomer<CR>kind: person<CR>summary: New.<CR>---<CR><Esc>')
edit(one)
underlined('a file that was never saved counts', 'unresolved-reference', {})
command('bdelete! content/actors/newcomer.md')
underlined('until it is closed', 'unresolved-reference', { 'newcomer' })
write(one, (read(one):gsub('newcomer', 'ms-13')))
command('checktime')
types(':edit!<CR>')
underlined('a text that changed outside is read', 'unresolved-reference', {})

-- Settings.
edit('chancery.yaml')
types('Gociting: x<Esc>')
waits('chancery.yaml has its faults', function() local all = table.concat(lua(UNDERLINED), '\n') return is_in(all, 'citing'), all end)
types(':edit!<CR>')

-- The end.
lua('local get = vim.lsp.get_clients or vim.lsp.get_active_clients; vim.lsp.stop_client(get())')
waits('the server ends as it was asked', function()
  local text = read('../ended')
  return text ~= nil and vim.trim(text) == '0', text
end)
say(('%d steps, %d failures (%s)'):format(done, failures, modern and 'as docs/editors.md sets it up' or 'older than 0.11, set up by hand'))
vim.cmd(failures == 0 and 'qall!' or 'cquit 1')
