@echo off
rem Installs ptgen for this user alone: no administrator, no network. Run again to renew it.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
set "TARGET=%LOCALAPPDATA%\Programs\ptgen"
set "PYTHON=%TARGET%\python\python.exe"
for %%F in (python-3.12*-embed-amd64.zip) do set "EMBED=%%F"
if not defined EMBED (
  echo 请把 Python 的 python-3.12.10-embed-amd64.zip 放到这个文件夹里，再运行一次。
  echo 在能上网的电脑上到 python.org 的 Downloads、Windows 里下载，文件名是 Windows embeddable package (64-bit)。
  pause
  exit /b 2
)
if exist "%TARGET%\python" rmdir /s /q "%TARGET%\python"
mkdir "%TARGET%\python" || goto failed
tar -xf "%EMBED%" -C "%TARGET%\python" || goto failed
rem The embeddable Python looks for packages where this file says.
for %%F in ("%TARGET%\python\python3*._pth") do echo Lib\site-packages>>"%%F"
for %%F in (wheels\pip-*.whl) do set "PIP=%%F"
for %%F in (wheels\ptgen-*.whl) do set "WHEEL=%%F"
"%PYTHON%" "%PIP%\pip" install --quiet --no-warn-script-location --no-index --find-links wheels --target "%TARGET%\python\Lib\site-packages" "%WHEEL%" || goto failed
>"%TARGET%\ptgen.cmd" echo @"%%~dp0python\python.exe" -X utf8 -m ptgen %%*
powershell -NoProfile -Command "$p=[Environment]::GetEnvironmentVariable('Path','User'); if (($p -split ';') -notcontains $env:TARGET) { [Environment]::SetEnvironmentVariable('Path', ($p.TrimEnd(';') + ';' + $env:TARGET).TrimStart(';'), 'User') }" || goto failed
call "%TARGET%\ptgen.cmd" doctor
echo.
echo 装好了：%TARGET%。请另开一个命令行窗口，运行 ptgen --version。
pause
exit /b 0
:failed
echo 没有装好，请把上面的内容发给维护的人。
pause
exit /b 1
