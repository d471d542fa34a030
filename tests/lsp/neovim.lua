-- Neovim with `ptgen lsp`: does what a person does and writes what it sees, as JSON, to $PTGEN_SEEN.
local file, seen = vim.env.PTGEN_FILE, {}

local function wait(done)
  return vim.wait(20000, done, 20)
end

local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { one.code or one.user_data.lsp.code, one.lnum, one.col, one.end_col, one.message })
  end
  return found
end

local function main()
  -- Older ones start a server in two steps.
  vim.lsp.start = vim.lsp.start or function(config)
    local started = vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(0, started)
  end
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  seen.filetype = vim.bo.filetype
  seen.attached = wait(function() return #vim.lsp.buf_get_clients(0) > 0 end)
  local client = vim.lsp.get_active_clients()[1].id

  -- Type something wrong behind Chinese and an emoji.
  local row = vim.fn.search("10万元") - 1
  vim.api.nvim_buf_set_lines(0, row, row + 1, false, { "    测算: 10万元", "    坏🎉键: 甲" })
  seen.told = wait(function() return #codes() > 0 end)
  seen.codes = codes()

  local function ask(method, line, column, more)
    local params = vim.tbl_extend("force", {
      textDocument = vim.lsp.util.make_text_document_params(0),
      position = { line = line, character = column },
    }, more or {})
    local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
    return (answers[client] or {}).result or vim.NIL
  end

  seen.hover = ask("textDocument/hover", row, 5)
  seen.completion = ask("textDocument/completion", row + 1, 4)
  vim.api.nvim_buf_set_lines(0, row + 1, row + 2, false, {})
  seen.mended = wait(function() return #codes() == 0 end)

  -- The canonical form, as Neovim applies it.
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "实施主体:   办公室" })
  local doubled = vim.fn.search("^实施主体: 信息管理科")
  vim.api.nvim_buf_set_lines(0, doubled - 1, doubled, false, {})
  local edits = ask("textDocument/formatting", 0, 0, { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, 0, vim.lsp.get_client_by_id(client).offset_encoding)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"

  vim.lsp.stop_client(client)
end

local fine, failure = pcall(main)
seen.failure = fine and "" or tostring(failure)
local out = io.open(vim.env.PTGEN_SEEN, "w")
out:write(vim.fn.json_encode(seen))
out:close()
vim.cmd("qall!")
