-- Neovim 0.11: copy to ~/.config/nvim/lsp/shenbao.lua, and in init.lua: vim.lsp.enable("shenbao")
-- Neovim 0.11：放到 ~/.config/nvim/lsp/shenbao.lua，再在 init.lua 里写 vim.lsp.enable("shenbao")
return {
  -- or, in a checkout / 在源码目录里：cmd = { "python3", "build.py", "lsp" },
  cmd = { "shenbao", "lsp" },
  filetypes = { "markdown" },
  -- only where there is a declaration: other Markdown is nothing to it / 只在申报内容的文件夹里启动
  root_dir = function(buffer, use)
    local root = vim.fs.root(buffer, "department.md")
    if root then
      use(root)
    end
  end,
}
